/** `localhost`, `*.localhost`, 127.0.0.0/8 in its usual spelling, `[::1]`. Other spellings of an address are not guessed at. */
export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || /^([a-z0-9_-]+\.)+localhost$/.test(name) || isLoopbackAddress(name);
}

/** Whether a server that listens on this host can be reached from this machine only. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || isLoopbackAddress(host);
}

export function isLoopbackAddress(address: string): boolean {
  const octets = address.split('.');
  return octets.length === 4 && octets[0] === '127' && octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255);
}

/** A host name as URLs have it: lower case, Punycode, IPv6 in brackets. Undefined for a text that is no host name. */
export function toUrlHost(name: string): string | undefined {
  const text = `http://${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}`;
  return URL.canParse(text) ? new URL(text).hostname : undefined;
}
