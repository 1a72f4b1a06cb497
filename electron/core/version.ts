import packageJson from '../../package.json' with { type: 'json' };

/** The version that this build was made from. */
export const appVersion: string = packageJson.version;
