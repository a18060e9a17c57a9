export { childrenOf, commandLineOf, isAlive, residentBytes } from '../../scripts/processes.ts';
