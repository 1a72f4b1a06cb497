import type { errors as master } from '../fa/errors.ts';
import type { English } from '../translation.ts';

export const errors: English<typeof master> = {
  'not-set-up': 'This PC does not belong to a call centre yet. Create one or join one first.',
  'already-set-up':
    'This PC is already set up, and nothing was changed. Sign in with your name and password.',
  'not-signed-in': 'You are no longer signed in. Everything saved is in place; sign in again and carry on.',
  'sign-in-refused':
    'The name or the password is not right. Check the keyboard language and Caps Lock, and type it again.',
  'user-disabled': 'This account is disabled. Its work is kept; ask an administrator to enable it.',
  'right-missing':
    'Your role does not allow this, and nothing was changed. Ask a supervisor or an administrator.',
  'not-found':
    'This item was not found; a colleague may have removed it. Go back to the list and look again.',
  'input-not-valid':
    'The value of “{{field}}” was not accepted and nothing was saved. Correct it and send it again.',
  'name-taken': '“{{name}}” already exists. Choose another name, so that the two are not mixed up.',
  'password-too-short':
    'The password is short. It needs at least {{minimum}} characters; a short sentence works well.',
  'contact-unusable':
    '“{{raw}}” is neither a phone number nor an email address and was not saved. Look at it once more.',
  'last-contact':
    'This is the only way to reach the customer, and it stays. Add another first, then remove this one.',
  'transition-not-allowed':
    'The status of the ticket changed in the meantime, and this is no longer possible. Nothing is lost; see the new status.',
  'owner-missing': 'This ticket has no owner and was not changed. Give it to someone first.',
  'solution-missing': 'The solution is empty and the ticket stays open. Say in one sentence what solved it.',
  'next-step-missing':
    'The next step is empty and the ticket stays open. Say what happens next; “nothing left to do” is enough.',
  'reason-missing': 'This needs a reason and has not been done yet. Give it in one sentence.',
  'close-not-confirmed':
    'It cannot be closed yet: the customer has not confirmed, and unanswered calls have not reached 3 on 3 working days ({{attempts}} calls on {{workingDays}} days). It stays resolved; log the next call.',
  'merge-target-unusable':
    'It cannot be merged into that ticket, and both are unchanged. Choose another open ticket of this customer.',
  'customers-merged-already':
    'These two records are one customer already, and nothing has changed. Choose another record.',
  'customer-not-merged':
    'This record is not merged with another one, and nothing has changed. Open the card again.',
  'merge-undo-too-late':
    'These records were merged more than {{days}} days ago and cannot be separated any more. Both are kept as they are.',
  'already-hub': 'This PC is the hub already. Nothing has changed.',
  'only-on-hub': 'This can be done on the hub only, and nothing has changed. Do it on the hub.',
  'budget-exceeded':
    'Only {{availableRial}} Rial of this budget are left to grant, and nothing was granted. Lower the amount.',
  'grant-of-another-device':
    'This grant belongs to another PC, and nothing was taken from it. Use a grant of this PC or ask for a transfer.',
  'grant-too-low':
    'The grant of this PC has {{availableRial}} Rial left, and nothing was taken. Lower the amount or ask a colleague for a transfer.',
  'grant-single-limit':
    'One spending may take at most {{limitRial}} Rial from this grant, and nothing was taken. Lower the amount or ask a supervisor.',
  'grant-in-use':
    'The PC of this grant still holds it and may be spending now; nothing was taken back. Ask for a transfer on that PC.',
  'ticket-number-check-digit':
    'The check digit of {{number}} does not fit; a digit is wrong or swapped. Read the number again.',
  'conflict-gone': 'This conflict has already been decided. The present value stands in its place.',
  'hub-unreachable':
    'The hub at {{address}} did not answer. Nothing was changed. Check that it is on, the network cable and the address, and try again.',
  'address-unreadable':
    '“{{address}}” is not an address. Write something like 192.168.1.10 or 192.168.1.10:47100.',
  'secret-wrong':
    'The join secret does not fit this call centre, and nothing was changed. Read it again from the hub’s network screen or from where you noted it.',
  'secret-unreadable':
    'The join secret is incomplete or has a wrong letter. Type all of its parts as they are.',
  'join-cancelled': 'Joining was cancelled. Nothing is left on this PC; start again whenever you like.',
  'join-timed-out':
    'Joining took too long and was given up. Nothing is half done; check the network and try again.',
  'peer-not-hub':
    'That device is not the hub and cannot take in members. Read the hub’s address from its network screen.',
  'device-codes-exhausted':
    'All device codes of this call centre are given out. The other devices go on working; tell an administrator.',
  'import-gone':
    'This import is no longer at hand; the app was restarted during it. Bring the file again: nothing is doubled.',
  'import-busy': 'An import is under way. Wait for it to finish, or cancel it.',
  'import-cancelled': 'The import was cancelled, and nothing of it was written.',
  'file-not-found':
    'There is no file at {{path}}. It may have been moved, or the USB stick removed; choose it again.',
  'file-unreadable':
    'The file {{path}} could not be read: it is damaged, open in another program, or protected. Close it and try again, or export it anew. Nothing was changed.',
  'file-too-large':
    'The file has {{sizeMb}} MB, and more than {{limitMb}} MB are not read. Split it into several files.',
  'file-not-a-table':
    'This file is no list of customers: {{kind}}. Choose a CSV or XLSX file. Nothing was changed.',
  'file-empty': 'The file is empty. Bring a list with a header row and at least one customer.',
  'file-truncated':
    'The file is incomplete from row {{row}} on; it may have been copied only in part. Nothing was written; copy it again.',
  'file-changed': 'The file changed after it was checked, and nothing was written. Check it once more.',
  'columns-duplicate':
    'Several columns have the same name: {{columns}}. Give them different names in the file and bring it again.',
  'columns-missing': 'These columns are not known: {{targets}}. Choose a column of the file for each.',
  'too-many-rows': 'The file has {{rows}} rows, and up to {{limit}} are taken at once. Split it.',
  'file-no-room':
    'There is no room at {{path}}, and no file was left there. Everything saved is safe; free some space or use another stick.',
  'file-not-writable':
    'Nothing can be written to {{path}}: the stick may be locked or removed. Nothing is lost; choose another place.',
  'attachment-empty': 'This file is empty and was not attached. Choose another one.',
  'attachment-too-large':
    'The file has {{sizeMb}} MB, and attachments may have up to {{limitMb}} MB. Nothing was changed; make it smaller or split it.',
  'attachment-quota':
    'The attachments of the call centre have reached their limit of {{limitMb}} MB, and this file was not attached. Remove some that are no longer needed.',
  'attachment-quota-pc':
    'The room for attachments on this PC ({{limitMb}} MB) is used up, and this file was not attached. Attach it from another PC.',
  'attachment-not-here':
    'The content of this attachment is not on this PC yet. Devices that hold it: {{devices}}. It is fetched as soon as one of them is connected.',
  'exchange-not-changes':
    'This is not a file of changes from Paydar, and nothing of it was read. Bring one that was made on the network screen of another PC.',
  'exchange-newer':
    'A newer version of Paydar made this file, and nothing of it was saved. Update this PC and bring the file again.',
  'exchange-truncated':
    'The file is incomplete; it may have been copied only in part. Nothing of it was saved; copy it again or make it anew.',
  'exchange-damaged':
    'The file is damaged or was tampered with, and nothing of it was saved. Make it anew on the PC it came from; if it happens again, use another stick.',
  'exchange-other-organisation':
    'This file belongs to another call centre, and nothing of it was saved. Bring one of this call centre.',
  'exchange-secret-wrong':
    'This file was sealed with another secret, and nothing of it was saved. Make it anew on a PC of this call centre.',
  'exchange-gap':
    'Between what is here and this file there are changes that are not here ({{operations}} from {{devices}}). Nothing was saved; choose “Everything” on the PC it came from and make the file again.',
  'exchange-forked':
    'The history of {{device}} in this file differs from the one here; a copy of that PC may have been restored. Nothing was saved and both are safe; connect the two PCs to the network, or tell an administrator.',
  'exchange-cancelled':
    'This was cancelled. No file was left and nothing is half done; start again whenever you like.',
  'exchange-busy': 'Another file of changes is under way. Wait for it to finish, or cancel it.',
  'exchange-gone':
    'This is no longer at hand; the app was restarted meanwhile. Start again: nothing is doubled.',
  'disk-full':
    'The disk is full and this change was not saved. What was saved before is safe. Free some space and try again.',
  'database-read-only':
    'The database can only be read at the moment, and this change was not saved. The data are safe; reopen the app or tell an administrator.',
  fileKinds: {
    pdf: 'it is a PDF document',
    exe: 'it is a program',
    image: 'it is a picture',
    xls: 'it is an old Excel file (XLS); save it as XLSX in Excel',
    archive: 'it is a compressed file; unpack it first',
    database: 'it is a database',
    media: 'it is sound or video',
    html: 'it is a web page, whatever its name says',
    binary: 'it is not text',
    wide: 'it has far too many columns',
    other: 'its format is not known',
  },
  fieldNames: {
    name: 'Name',
    displayName: 'Name',
    adminName: 'Your name',
    organisationName: 'Name of the call centre',
    deviceName: 'Name of this PC',
    password: 'Password',
    address: 'Address',
    city: 'City',
    note: 'Note',
    raw: 'Contact',
    label: 'Label',
    subject: 'Subject',
    body: 'Text',
    reason: 'Reason',
    solution: 'Solution',
    nextStep: 'Next step',
    at: 'Time of the call',
    durationSec: 'Length of the call',
    sinceEpochDay: 'Customer since',
    totalPurchaseRial: 'Total purchases',
    mapping: 'Columns',
    query: 'Search',
    syncPort: 'Network port',
  },
  badRequest:
    'What was sent was incomplete and was not saved. Look at the fields of the form and send it again.',
  coreLost:
    'The core of the app restarted in the middle. Everything saved is safe; check that your last step is there, or do it again.',
  unexpected:
    'Something unforeseen happened and this was not done. Everything saved is safe; try again, and tell an administrator if it returns.',
};
