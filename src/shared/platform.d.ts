// Every platform that runs this code has these two; neither the DOM's nor Node's types may come in for them.
export {};

declare global {
  type Timer = { readonly __timer: never };
  function setTimeout(callback: () => void, milliseconds: number): Timer;
  function clearTimeout(timer: Timer): void;
}
