export { childrenOf, commandLineOf, isAlive } from '../../scripts/processes.ts';
