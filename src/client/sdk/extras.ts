// What few need, or seldom, is a chunk of its own: it is loaded when the first of it is used.

export { keep } from './keep.ts';
export { authorize } from './proof.ts';
export { read } from './reader.ts';
export { warn } from './warn.ts';
