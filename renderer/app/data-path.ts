import type { HostInfo } from '../../shared/contract/window-host.ts';

/** What the core names within the data folder, with slashes, as a person finds it on this PC. */
export const dataPath = ({ dataDir, platform }: HostInfo, inside: string): string => {
  const separator = platform === 'win32' ? '\\' : '/';
  return [...(dataDir === '' ? [] : [dataDir]), ...inside.split('/')].join(separator);
};
