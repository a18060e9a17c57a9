/** Hears of every block of a stream: its data, undefined when it only moves the position, and the position, when the block has one. */
export type BlockListener = (data: string | undefined, position: string | undefined) => void;

/** Reads the text of a hub's stream, cut anywhere. A block of a hub has one line of data at most, and names no event. */
export function createSseParser(onBlock: BlockListener): (text: string) => void {
  let rest = '';
  return (text) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      // By line feeds alone: to expressions U+2028 ends a line too, and what events say could pass for a field.
      const field = (name: string) => `\n${block}`.split(`\n${name}: `)[1]?.split('\n')[0];
      onBlock(field('data'), field('id'));
    }
  };
}
