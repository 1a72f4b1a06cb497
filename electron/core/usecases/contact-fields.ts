import type { AppError } from '../../../shared/contract/errors.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { PhoneOptions } from '../../../shared/rules/phone.ts';
import { type ContactType, type ReadContact, readContact } from '../../../shared/rules/read-contact.ts';
import type { Connection } from '../db/connection.ts';
import { readOrganisation } from '../db/read-organisation.ts';

/** How this call centre reads numbers that were typed without area or country. */
export const phoneOptions = (connection: Connection): PhoneOptions => {
  const organisation = readOrganisation(connection);
  return organisation === null
    ? {}
    : {
        defaultArea: organisation.defaultAreaCode,
        country: organisation.countryCode,
      };
};

/** The derived part of a contact. Only a text without any letter or digit is refused (`contact-unusable`). */
export const readTypedContact = (
  raw: string,
  type: ContactType | undefined,
  options: PhoneOptions,
): Result<ReadContact, AppError> =>
  /[\p{L}\p{N}]/u.test(raw)
    ? ok(readContact(raw, type, options))
    : err({ code: 'contact-unusable', data: { raw } });
