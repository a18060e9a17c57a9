import type { ErrorCode } from '../../../src/shared/errors.ts';
import type { Attack, AttackClass } from './attack.ts';

function refused(url: string, code: ErrorCode): Attack {
  return { name: url, guard: 'webhookTarget', serve: ['--webhook-target', url], code };
}

/** Addresses that look like this machine, or are none. */
const elsewhere = [
  'http://evil.com/',
  'http://localhost.evil.com/',
  'http://127.0.0.1.nip.io/',
  'http://localhost./',
  'http://localhost@evil.com/',
  'http://localhost:80@evil.com/',
  'http://evil.com#@localhost/',
  'http://evil.com\\@localhost/',
  'http://169.254.169.254/latest/meta-data/',
  'http://0.0.0.0:6379/',
  'http://3232235521/',
  'http://0300.0250.0.1/',
  'http://[::ffff:192.168.0.1]/',
  'http://[::]:5173/',
  'http://metadata.google.internal/',
];

export const targets: AttackClass = {
  title: 'Webhook targets (SSRF)',
  attacks: [
    ...elsewhere.map((url) => refused(url, 'target-not-allowed')),
    ...[
      'file:///etc/passwd',
      'ftp://localhost/',
      'gopher://localhost:6379/_FLUSHALL',
      'javascript:alert(1)',
      'unix:/var/run/docker.sock',
      'localhost',
    ].map((url) => refused(url, 'target-invalid')),
    {
      name: 'a target that redirects to another server',
      guard: 'redirect',
      deed: 'redirect',
      comesTo: 'the other server hears nothing',
    },
    {
      name: 'the hub itself as its target',
      guard: 'webhookTarget',
      deed: 'hubAsTarget',
      comesTo: '422 `target-is-hub`: it does not come up',
    },
  ],
};
