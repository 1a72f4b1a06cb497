// One import at a time, kept outside the screen: whoever looks something up meanwhile comes back to where it was.
import { create } from 'zustand';
import type { ApiOutputs } from '../../../shared/contract/index.ts';

export type Inspection = ApiOutputs['customerImport']['inspect'];
export type ImportReport = ApiOutputs['customerImport']['report'];
export type ImportTarget = Inspection['columns'][number]['guess'];

/** How far the person has gone; what the core has done of it, its report tells. */
export type ImportStep = 'file' | 'columns' | 'check' | 'write';

/** Something to know about what was dropped. */
export type FileNotice = 'onlyOne' | 'noPath';

export const importSteps = ['file', 'columns', 'check', 'write'] as const satisfies readonly ImportStep[];

type ImportState = {
  readonly step: ImportStep;
  readonly path: string;
  readonly inspection: Inspection | null;
  /** One target per column of the inspection. */
  readonly mapping: readonly ImportTarget[];
};

const start: ImportState = { step: 'file', path: '', inspection: null, mapping: [] };

export const useImportState = create<ImportState>()(() => start);

export const startOver = (): void => useImportState.setState(start);

export const goToStep = (step: ImportStep): void => useImportState.setState({ step });

export const setTarget = (column: number, target: ImportTarget): void =>
  useImportState.setState(({ mapping }) => ({
    mapping: mapping.map((present, index) => (index === column ? target : present)),
  }));

const sameHeaders = (a: Inspection, b: Inspection): boolean =>
  a.columns.length === b.columns.length &&
  a.columns.every((column, index) => column.header === b.columns[index]?.header);

/** A file read anew in another encoding keeps what was chosen for its columns, as long as they are the same ones. */
export const showInspection = (path: string, inspection: Inspection): void =>
  useImportState.setState((state) => {
    const isSameFile = state.path === path && state.inspection !== null;
    const keeps = isSameFile && state.inspection !== null && sameHeaders(state.inspection, inspection);
    return {
      step: 'columns',
      path,
      inspection,
      mapping: keeps ? state.mapping : inspection.columns.map(({ guess }) => guess),
    };
  });
