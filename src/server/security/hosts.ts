import { isLoopbackName } from '../../shared/hostNames.ts';

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
