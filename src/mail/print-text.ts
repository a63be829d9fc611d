import type { Block, Sheet } from './block.ts';

/** The text part: paragraphs, and each link alone on its line. */
export function printText(sheet: Sheet): string {
  return `${[...sheet.body, ...sheet.foot].map(print).join('\n\n')}\n`;
}

function print(block: Block): string {
  switch (block.kind) {
    case 'text':
      return block.text;
    case 'code':
      return block.code;
    case 'list':
      return block.items.map((item) => `- ${item}`).join('\n');
    case 'button':
    case 'link':
      return block.url;
  }
}
