/** Whether a Host header names this machine, or a configured name. The port is not compared: forwarded ports keep working. */
export function isAllowedHost(host: string, allowedHosts: readonly string[]): boolean {
  const name = hostName(host);
  return name !== undefined && (isLoopbackName(name) || allowedHosts.some((allowed) => allowed.toLowerCase() === name));
}

/** The name in a Host header, in lower case; undefined when the header is malformed. */
export function hostName(host: string): string | undefined {
  const [, name, port] = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(host) ?? [];
  return name && Number(port ?? 0) <= 65_535 ? name.toLowerCase() : undefined;
}

/** `localhost`, `*.localhost`, 127.0.0.0/8 in its usual spelling, `[::1]`. Other spellings of an address are not guessed at. */
export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || /^([a-z0-9_-]+\.)+localhost$/.test(name) || isLoopbackAddress(name);
}

export function isLoopbackAddress(address: string): boolean {
  const octets = address.split('.');
  return octets.length === 4 && octets[0] === '127' && octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255);
}
