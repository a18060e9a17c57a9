import { python } from '../../scripts/systemPackages.ts';
import { cliPath, type Program, type RunOptions, startProgram } from './cli.ts';

/** Gives a program a terminal of that width for all three of its streams, passes on what it writes, and ends with its status. */
const terminal = `
import fcntl, os, pty, signal, struct, sys, termios
pid, screen = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 24, int(sys.argv[1]), 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGTERM))
while True:
    try: data = os.read(screen, 65536)
    except OSError: break
    if not data: break
    os.write(1, data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** The built `dev-sync` on a terminal, which is its stdout and its stderr. */
export function startCliOnTerminal(columns: number, parameters: readonly string[], options?: RunOptions): Program {
  return startProgram(python, ['-c', terminal, String(columns), process.execPath, cliPath(), ...parameters], options);
}
