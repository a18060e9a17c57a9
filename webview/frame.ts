/** Runs `draw` at most once per animation frame, however often it is asked for. */
export function createFrame(draw: () => void): () => void {
  let isRequested = false;
  return () => {
    if (isRequested) return;
    isRequested = true;
    requestAnimationFrame(() => {
      isRequested = false;
      draw();
    });
  };
}
