import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { detectDelimiter } from './delimiter.ts';
import { encodingByMark, guessEightBit, guessUtf16, readsAsWindows1256 } from './encoding.ts';
import { fileKind, hasBinaryControls } from './file-kind.ts';
import { withFile } from './file-stamp.ts';
import type { Delimiter, Encoding, ReadControl, TableError, TableFormat } from './table.ts';

const headBytes = 64 * 1024;

export interface FormatWish {
  readonly encoding?: Encoding | undefined;
  readonly delimiter?: Delimiter | undefined;
}

/**
 * What kind of table a file is, by its content and never by its name. A person's own choice of encoding or
 * delimiter goes before the guess.
 */
export const detectFormat = async (
  path: string,
  wish: FormatWish,
  control: ReadControl,
): Promise<Result<TableFormat, TableError>> =>
  withFile<TableFormat>(path, async (file) => {
    const buffer = new Uint8Array(headBytes);
    const { bytesRead } = await file.read(buffer, 0, headBytes, 0);
    const head = buffer.subarray(0, bytesRead);
    const kind = fileKind(head);
    if (kind === 'zip') return ok({ format: 'xlsx' });
    if (kind !== 'text') return err({ code: 'file-not-a-table', data: { kind } });
    const certain = encodingByMark(head) ?? guessUtf16(head);
    const encoding = wish.encoding ?? certain ?? (await guessEightBit(file, control));
    const isWhole = bytesRead < headBytes;
    const text = new TextDecoder(encoding).decode(head, { stream: !isWhole });
    if (!looksLikeText(head, text, encoding)) {
      return err({ code: 'file-not-a-table', data: { kind: 'binary' } });
    }
    return ok({ format: 'csv', encoding, delimiter: wish.delimiter ?? detectDelimiter(text, isWhole) });
  });

const looksLikeText = (head: Uint8Array, text: string, encoding: Encoding): boolean =>
  !hasBinaryControls(text) && (encoding !== 'windows-1256' || readsAsWindows1256(head));
