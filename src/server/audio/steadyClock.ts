/** Time for pauses, Unix milliseconds at first. When the wall clock is set back, this one goes on from where it was seen last. */
export function createSteadyClock(now: () => Date): () => number {
  let wall = now().getTime();
  let lead = 0;
  return () => {
    const before = wall;
    wall = now().getTime();
    lead += Math.max(0, before - wall);
    return wall + lead;
  };
}
