/** Frame `stream.consent` for one window: may this asker switch the microphone on? Goes to the window that was used last. */
export type MicrophoneQuestion = {
  readonly id: string;
  /** Origin of the page that asks; null for a program, which has no name that could be trusted. */
  readonly origin: string | null;
};

/** `always` is for this origin in the workspace of the window, and only for pages. A question that was closed is a `deny`. */
export const microphoneVerdicts = ['once', 'always', 'deny'] as const;
export type MicrophoneVerdict = (typeof microphoneVerdicts)[number];

/** Body of `POST /dev/consent` (token): what a person answered, also when it came too late. */
export type ConsentBody = {
  /** Id of an attached window. */
  readonly window: string;
  /** Id of the question. */
  readonly question: string;
  readonly verdict: MicrophoneVerdict;
};

/**
 * Answer of `POST /dev/consent`. `expired`: the asker was told no in the meantime, so nothing was switched on; after a yes it may
 * ask again and is let in at once. `withdrawn`: somebody stopped meanwhile, so a yes lets nobody in.
 */
export type ConsentAnswer = { readonly success: true; readonly outcome: 'started' | 'denied' | 'expired' | 'withdrawn' };

/** Pages of this origin may switch the microphone on without a question. */
export type MicrophonePermission = {
  readonly origin: string;
  /** ISO-8601 UTC. */
  readonly until: string;
};
