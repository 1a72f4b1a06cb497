/**
 * What a file is by its first bytes, whatever its name says. `text` means that nothing speaks against text;
 * every other kind but `zip` is refused with its name, so that the message can say what was given instead.
 */
export type FileKind =
  | 'text'
  | 'zip'
  | 'pdf'
  | 'exe'
  | 'image'
  | 'xls'
  | 'archive'
  | 'database'
  | 'media'
  | 'html'
  | 'binary';

const magics: readonly (readonly [FileKind, readonly number[], number])[] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04], 0],
  ['archive', [0x50, 0x4b, 0x05, 0x06], 0],
  ['pdf', [0x25, 0x50, 0x44, 0x46, 0x2d], 0],
  ['exe', [0x7f, 0x45, 0x4c, 0x46], 0],
  ['image', [0x89, 0x50, 0x4e, 0x47], 0],
  ['image', [0xff, 0xd8, 0xff], 0],
  ['image', [0x47, 0x49, 0x46, 0x38], 0],
  ['xls', [0xd0, 0xcf, 0x11, 0xe0], 0],
  ['archive', [0x1f, 0x8b], 0],
  ['archive', [0x37, 0x7a, 0xbc, 0xaf], 0],
  ['archive', [0x52, 0x61, 0x72, 0x21], 0],
  ['database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66], 0],
  ['media', [0x52, 0x49, 0x46, 0x46], 0],
  ['media', [0x49, 0x44, 0x33], 0],
  ['media', [0x66, 0x74, 0x79, 0x70], 4],
];

/** @param head the first 64 KiB of the file, or all of it. */
export const fileKind = (head: Uint8Array): FileKind => {
  for (const [kind, bytes, offset] of magics) {
    if (bytes.every((byte, index) => head[offset + index] === byte)) return kind;
  }
  // "MZ" alone may begin a text; a program has zeros soon after.
  if (head[0] === 0x4d && head[1] === 0x5a && head.subarray(0, 64).includes(0)) return 'exe';
  const start = new TextDecoder('latin1').decode(head.subarray(0, 512)).trimStart().toLowerCase();
  if (/^(?:ï»¿)?\s*<(?:!doctype html|html|table|\?xml)/.test(start)) return 'html';
  return 'text';
};

/** Whether decoded text holds characters that no table has: zero bytes and most controls. */
export const hasBinaryControls = (text: string): boolean => {
  let controls = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0) return true;
    if (unit < 0x20 && unit !== 0x09 && unit !== 0x0a && unit !== 0x0d && unit !== 0x1a) controls += 1;
  }
  // A stray control in a note happens; one in two hundred characters does not.
  return controls * 200 > text.length;
};
