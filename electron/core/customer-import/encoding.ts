import type { FileHandle } from 'node:fs/promises';
import type { Encoding, ReadControl } from './table.ts';

const sliceBytes = 256 * 1024;

/** The encoding that a byte order mark names. */
export const encodingByMark = (head: Uint8Array): Encoding | null => {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return null;
};

/**
 * Whether bytes without a mark are UTF-16. Only UTF-16 has zero bytes in text (line ends, delimiters, digits),
 * and then the high bytes are those of Latin, Arabic script and its marks.
 */
export const guessUtf16 = (head: Uint8Array): Encoding | null => {
  if (!head.includes(0)) return null;
  const pairs = Math.floor(head.length / 2);
  let little = 0;
  let big = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    const first = head[pair * 2] ?? 0;
    const second = head[pair * 2 + 1] ?? 0;
    if (isTextHighByte(second) && first !== 0) little += 1;
    if (isTextHighByte(first) && second !== 0) big += 1;
  }
  const needed = pairs * 0.9;
  if (Math.max(little, big) < needed || pairs === 0) return null;
  return little >= big ? 'utf-16le' : 'utf-16be';
};

const isTextHighByte = (byte: number): boolean =>
  byte === 0 || byte === 0x06 || byte === 0x20 || (byte >= 0xfb && byte <= 0xfe);

/**
 * UTF-8 or Windows-1256, from the whole file: a long run of ASCII may come before the first Persian letter.
 * A character cut off at the end of the file does not count against UTF-8; that is a half file.
 */
export const guessEightBit = async (file: FileHandle, control: ReadControl): Promise<Encoding> => {
  const strict = new TextDecoder('utf-8', { fatal: true });
  const buffer = new Uint8Array(sliceBytes);
  for (let position = 0; !control.signal.aborted; ) {
    const { bytesRead } = await file.read(buffer, 0, sliceBytes, position);
    if (bytesRead === 0) return 'utf-8';
    const slice = buffer.subarray(0, bytesRead);
    try {
      strict.decode(slice, { stream: true });
    } catch {
      return looksLikeDamagedUtf8(slice) ? 'utf-8' : 'windows-1256';
    }
    position += bytesRead;
    await control.breathe();
  }
  return 'utf-8';
};

/**
 * A few broken bytes in otherwise sound UTF-8 (a bad disk, a text glued together) should not turn the whole
 * file into wrong letters. In Windows-1256 nearly every letter is a broken byte for UTF-8.
 */
const looksLikeDamagedUtf8 = (slice: Uint8Array): boolean => {
  const lenient = new TextDecoder('utf-8').decode(slice);
  const broken = lenient.split('\ufffd').length - 1;
  const sound = lenient.match(/[\u0600-\u06ff\u200c]/g)?.length ?? 0;
  return sound > broken * 20;
};

const arabicLetter = /[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc\u06ba\u06be\u06c1\u06d2]/g;

/**
 * Whether bytes above ASCII read as Windows-1256 are mostly Arabic-script letters, as in any Persian or Arabic
 * text; a program or a picture is not. True for a text of ASCII only.
 */
export const readsAsWindows1256 = (head: Uint8Array): boolean => {
  let high = 0;
  for (const byte of head) if (byte >= 0x80) high += 1;
  if (high === 0) return true;
  const letters = new TextDecoder('windows-1256').decode(head).match(arabicLetter)?.length ?? 0;
  return letters >= high * 0.6;
};
