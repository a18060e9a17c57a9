// Every platform that runs this code has these; neither the DOM's nor Node's types may come in for them.
export {};

declare global {
  type Timer = { readonly __timer: never };
  function setTimeout(callback: () => void, milliseconds: number): Timer;
  function clearTimeout(timer: Timer | undefined): void;
  class URL {
    static canParse(text: string): boolean;
    constructor(text: string);
    readonly protocol: string;
    readonly host: string;
    readonly hostname: string;
    readonly pathname: string;
  }
}
