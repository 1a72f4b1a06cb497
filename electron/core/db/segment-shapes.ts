/*
 * Operations of one kind have the same text around their values. It is written once, as a shape with holes, and the
 * values go into columns by the name of the field that they stand behind.
 */
import { type Hole, hole, type Known, type ValueReader, type ValueWriter } from './segment-values.ts';

/** Strings that are no names of fields, and numbers. */
const values = /"([^"\\]*(?:\\.[^"\\]*)*)"(:?)|-?\d[\d.eE+-]*/g;
const lastName = /"([^"\\]*)":[^"]*"?$/;
const holes = /([\u00f8-\u00ff])/;
/** Bytes that would be taken for a hole or for the end of a text. */
const notUtf8 = /[\u00c1\u00f8-\u00ff]/;
const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const hexPattern = /^[0-9a-f]+$/;
const timePattern = /^[12]\d{12}$/;

/** What stands behind these is one of few names, and belongs to the shape. */
const names: ReadonlySet<string> = new Set(['command', 'entity', 'kind']);

/** Larger operations gain little, and were packed by their makers. */
const mostBytes = 16 * 1024;
/** Empty texts are shorter than their holes. A segment that has more is none of ours. */
const mostShapeBytes = 2 * mostBytes;

interface Slot {
  readonly kind: Hole;
  readonly column: string;
}

interface Shape {
  readonly place: number;
  /** One more than slots. */
  readonly parts: readonly string[];
  readonly slots: readonly Slot[];
}

const isHole = (text: string): text is Hole => holes.test(text);

const shapeOf = (text: string, place: number): Shape => {
  const parts: string[] = [];
  const slots: Slot[] = [];
  let field = '';
  for (const piece of text.split(holes)) {
    if (isHole(piece)) slots.push({ kind: piece, column: field + piece });
    else {
      field = lastName.exec(piece)?.[1] ?? field;
      parts.push(piece);
    }
  }
  return { place, parts, slots };
};

const kindOfNumber = (value: string, isSeq: boolean, { seq }: Known): Hole => {
  if (isSeq && value === String(seq)) return hole.seq;
  return timePattern.test(value) ? hole.time : hole.text;
};

const kindOfText = (value: string, isClock: boolean, { previous }: Known): Hole => {
  if (value.length === 36 && idPattern.test(value)) return hole.id;
  if (value.length === 64 && value === previous) return hole.previous;
  if (!hexPattern.test(value)) return hole.text;
  if (value.length === 48) return hole.stamp;
  if (value.length === 64) return hole.digest;
  return isClock && value.length === 16 ? hole.clock : hole.text;
};

export const openShapeWriter = (writer: ValueWriter) => {
  const shapes = new Map<string, Shape>();
  return {
    /** @param bytes as one character each. @returns the number of its shape, or null: then nothing was written. */
    add: (bytes: string, known: Known): number | null => {
      if (bytes.length > mostBytes || notUtf8.test(bytes)) return null;
      const found: string[] = [];
      let skeleton = '';
      let field = '';
      let from = 0;
      for (const match of bytes.matchAll(values)) {
        const [all, quoted, colon] = match;
        if (colon === ':') {
          field = quoted ?? '';
          continue;
        }
        if (names.has(field) && quoted !== undefined) continue;
        const value = quoted ?? all;
        const kind =
          quoted === undefined
            ? kindOfNumber(value, field === 'seq', known)
            : kindOfText(quoted, field === 'hlc', known);
        const at = match.index + (quoted === undefined ? 0 : 1);
        skeleton += bytes.slice(from, at) + kind;
        found.push(value);
        from = at + value.length;
      }
      skeleton += bytes.slice(from);
      const shape = shapes.get(skeleton) ?? shapeOf(skeleton, shapes.size);
      if (shape.place === shapes.size) shapes.set(skeleton, shape);
      for (const [n, { kind, column }] of shape.slots.entries()) writer.write(kind, column, found[n] ?? '');
      return shape.place;
    },
    finish: (): readonly string[] => [...shapes.keys()],
  };
};

/** @param shapes in the order of their numbers. */
export const openShapeReader = (shapes: readonly string[], reader: ValueReader) => {
  const known = new Map<number, Shape>();
  return {
    /** @throws when there is no such shape, or no value for it. */
    read: (place: number, operation: Known): string => {
      const text = shapes[place];
      if (text === undefined || text.length > mostShapeBytes)
        throw new Error('a segment without the shape that it names');
      const shape = known.get(place) ?? shapeOf(text, place);
      known.set(place, shape);
      let bytes = shape.parts[0] ?? '';
      for (const [n, { kind, column }] of shape.slots.entries())
        bytes += reader.read(kind, column, operation) + (shape.parts[n + 1] ?? '');
      return bytes;
    },
  };
};
