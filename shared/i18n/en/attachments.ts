import type { attachments as master } from '../fa/attachments.ts';
import type { English } from '../translation.ts';

export const attachments: English<typeof master> = {
  title: 'Attachments',
  none: 'None yet; drop a file here.',
  add: 'Add an attachment',
  dropNow: 'Drop it to attach it',
  noPath: 'What was dropped is not a file. Choose it with the button.',
  here: 'on this PC',
  fetching: 'fetching: {{percent}}',
  elsewhere: 'on {{names}}',
  nowhere: 'not known yet which device has it',
  save: 'Save as…',
  saveNamed: 'Save as… {{name}}',
  fetch: 'Fetch',
  fetchNamed: 'Fetch: {{name}}',
  remove: 'Remove',
  removeNamed: 'Remove {{name}}',
  removed: '{{name}} removed',
  saved: 'Saved: {{path}}',
  kilobytes: '{{value}} kB',
  megabytes: '{{value}} MB',
};
