import { DevSyncError, type ErrorCode, type ErrorInfo } from '../../shared/errors.ts';

export type PublishedSoFar = {
  readonly published: number;
  /** So many more may be published: their answer got lost. */
  readonly perhaps: number;
};

/** What ended the publishing of a file on the way. */
export class PublishFailure extends DevSyncError implements PublishedSoFar {
  readonly published: number;
  readonly perhaps: number;

  constructor(code: ErrorCode, { published, perhaps, ...details }: PublishedSoFar & Partial<ErrorInfo> & { readonly cause?: unknown }) {
    super(code, details);
    this.published = published;
    this.perhaps = perhaps;
  }
}
