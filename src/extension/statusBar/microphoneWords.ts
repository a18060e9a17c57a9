import type { ListeningStarter } from '../../shared/listening.ts';
import { l10n } from '../l10n.ts';

/** What is said of a microphone session. */
type Words = {
  readonly opening: () => string;
  /** @param how by what, and how often */
  readonly listening: (device: string, how: string) => string;
  readonly waiting: () => string;
  /** The rest is for screen readers. */
  readonly withLevel: (decibels: string) => string;
  readonly withoutLevel: () => string;
  readonly withoutSound: () => string;
};

/** Whole sentences for each: in other languages they differ in more than the name. */
const words: Readonly<Record<ListeningStarter, Words>> = {
  editor: {
    opening: () => l10n.t('The microphone is being opened, started by VS Code.'),
    listening: (device, how) => l10n.t('Dev Sync listens to {0} ({1}), started by VS Code.', device, how),
    waiting: () => l10n.t('Dev Sync listens, started by VS Code, but there is no sound.'),
    withLevel: (decibels) => l10n.t('Microphone on, started by VS Code, {0} decibels.', decibels),
    withoutLevel: () => l10n.t('Microphone on, started by VS Code, no level.'),
    withoutSound: () => l10n.t('Microphone without sound, started by VS Code.'),
  },
  cli: {
    opening: () => l10n.t('The microphone is being opened, started by the command line.'),
    listening: (device, how) => l10n.t('Dev Sync listens to {0} ({1}), started by the command line.', device, how),
    waiting: () => l10n.t('Dev Sync listens, started by the command line, but there is no sound.'),
    withLevel: (decibels) => l10n.t('Microphone on, started by the command line, {0} decibels.', decibels),
    withoutLevel: () => l10n.t('Microphone on, started by the command line, no level.'),
    withoutSound: () => l10n.t('Microphone without sound, started by the command line.'),
  },
  page: {
    opening: () => l10n.t('The microphone is being opened, started by a page.'),
    listening: (device, how) => l10n.t('Dev Sync listens to {0} ({1}), started by a page.', device, how),
    waiting: () => l10n.t('Dev Sync listens, started by a page, but there is no sound.'),
    withLevel: (decibels) => l10n.t('Microphone on, started by a page, {0} decibels.', decibels),
    withoutLevel: () => l10n.t('Microphone on, started by a page, no level.'),
    withoutSound: () => l10n.t('Microphone without sound, started by a page.'),
  },
  program: {
    opening: () => l10n.t('The microphone is being opened, started by a program.'),
    listening: (device, how) => l10n.t('Dev Sync listens to {0} ({1}), started by a program.', device, how),
    waiting: () => l10n.t('Dev Sync listens, started by a program, but there is no sound.'),
    withLevel: (decibels) => l10n.t('Microphone on, started by a program, {0} decibels.', decibels),
    withoutLevel: () => l10n.t('Microphone on, started by a program, no level.'),
    withoutSound: () => l10n.t('Microphone without sound, started by a program.'),
  },
};

/** @param starter null when the hub does not know */
export function wordsFor(starter: ListeningStarter | null): Words {
  return words[starter ?? 'program'];
}
