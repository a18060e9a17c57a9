import type { QueryProblem } from './query.ts';

/** Thrown by the parts of the parser, and caught by it. */
export class QueryMistake extends Error {
  readonly problem: QueryProblem;

  constructor(problem: QueryProblem) {
    super(problem.message);
    this.problem = problem;
  }
}
