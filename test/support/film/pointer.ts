export type Point = { readonly x: number; readonly y: number };

/** Runs in the page: pictures of a page have no pointer. */
export function drawPointer({ x, y }: Point): void {
  const namespace = 'http://www.w3.org/2000/svg';
  const pointer = document.createElementNS(namespace, 'svg');
  pointer.id = 'film-pointer';
  pointer.setAttribute('viewBox', '0 0 12 18');
  Object.assign(pointer.style, { position: 'fixed', zIndex: '1000000', width: '12px', height: '18px', pointerEvents: 'none' });
  Object.assign(pointer.style, { left: `${x}px`, top: `${y}px` });
  const arrow = document.createElementNS(namespace, 'path');
  arrow.setAttribute('d', 'M1 1v13.5l3.2-3 2.2 5 2.3-1-2.2-4.9H11z');
  arrow.setAttribute('fill', '#fff');
  arrow.setAttribute('stroke', '#000');
  pointer.append(arrow);
  document.body.append(pointer);
}

/** Runs in the page. */
export function putPointer({ x, y }: Point): void {
  const pointer = document.getElementById('film-pointer');
  if (pointer) Object.assign(pointer.style, { left: `${x}px`, top: `${y}px` });
}
