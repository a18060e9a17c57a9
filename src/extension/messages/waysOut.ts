import type { ErrorCode } from '../../shared/errors.ts';
import type { CommandName } from '../contributions.ts';

/** What a message about a failure offers. */
export type WayOut = 'selectMicrophone' | 'setWebhookSecret' | 'tryAgain' | 'restart' | 'openPortSetting' | 'showLog';

/**
 * The buttons that help against a failure, the most likely one first.
 *
 * @param command what failed; "Try Again" runs it again, so it is not offered a second time
 */
export function waysOutOf(code: ErrorCode, command: CommandName): readonly WayOut[] {
  switch (code) {
    case 'port-in-use':
      return ['tryAgain', 'openPortSetting'];
    case 'microphone-not-found':
    case 'microphone-failed':
    case 'microphone-lost':
    case 'microphone-silent':
      return command === 'selectMicrophone' ? ['tryAgain'] : ['selectMicrophone', 'tryAgain'];
    case 'no-microphone':
    case 'no-audio-backend':
      return ['tryAgain', 'showLog'];
    case 'secret-missing':
    case 'secret-invalid':
      return command === 'setWebhookSecret' ? ['tryAgain', 'showLog'] : ['setWebhookSecret', 'tryAgain'];
    case 'log-damaged':
    case 'log-failed':
      return ['restart', 'showLog'];
    case 'hub-start-failed':
      return command === 'rotateToken' ? ['tryAgain', 'showLog'] : ['showLog'];
    default:
      return ['showLog'];
  }
}
