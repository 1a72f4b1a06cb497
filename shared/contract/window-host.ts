/**
 * What the window's host (Electron's main process, through the preload) offers the page besides the
 * port to the core. It carries no data of the call centre: everything else goes over the port.
 */

/** Why the core could not open its data folder; `type` selects the message the person sees. */
export type CoreFailure = { readonly type: string; readonly detail?: string };

export type CoreState =
  | { readonly state: 'starting' }
  | { readonly state: 'ready' }
  | { readonly state: 'failed'; readonly error: CoreFailure };

export type HostInfo = {
  readonly platform: string;
  readonly version: string;
  /** BCP 47, the person's first choice in the operating system. */
  readonly locale: string;
  /** Where this PC's data lie, whole, as the operating system writes it; empty when there is no host. */
  readonly dataDir: string;
};

/** CSV, XLSX and text; files of changes from another island; whatever there is. */
export type FileKind = 'table' | 'changes' | 'any';

/** Of files that carry changes, without the dot. */
export const changesExtension = 'paydar';

/** `window.paydarHost`. `DroppedFile` is the DOM's `File`, which this environment does not know. */
export type WindowHost<DroppedFile> = {
  readonly info: HostInfo;
  /** The path of a file that was dropped on the page; empty when it has none. */
  pathForFile(file: DroppedFile): string;
  /** Calls back at once with the present state, then on every change. Returns the way to stop. */
  onCoreState(listener: (state: CoreState) => void): () => void;
  /** Starts the core again after it failed, for instance once disk space was freed. */
  restartCore(): void;
  /** The path of the file of this kind that the person chose; null when they cancelled. */
  chooseFile(kind: FileKind): Promise<string | null>;
  /** The path that the person chose to save at: the core may write there. Null when they cancelled. */
  chooseTarget(suggestedName: string): Promise<string | null>;
  /** Asks where to save, writes the text as UTF-8, and tells the path; null when they cancelled. */
  saveText(suggestedName: string, text: string): Promise<string | null>;
};

/**
 * The data of the `message` event that brings the page its port to the core (`event.ports[0]`). It comes
 * once the page has loaded and the core is ready, and again after either was restarted: the newest counts.
 */
export const corePortMessage = 'core-port';
