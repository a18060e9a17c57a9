const subjects = ['folder', 'vsix'] as const;

/** What the editor tests are about: the extension in the folder of the repository, or the package that is made of it. */
export const tested = subjectOf(process.env.DEV_SYNC_TESTED ?? 'folder');

function subjectOf(name: string): (typeof subjects)[number] {
  const subject = subjects.find((one) => one === name);
  if (!subject) throw new Error(`DEV_SYNC_TESTED is "${name}". It can be ${subjects.join(' or ')}.`);
  return subject;
}
