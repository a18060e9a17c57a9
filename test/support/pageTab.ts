/** A page that can be hidden as the tab of a browser can. */
export class PageTab extends EventTarget {
  visibilityState = 'visible';

  turn(state: 'hidden' | 'visible'): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}
