import { product } from '../../../../shared/entities/product.ts';
import { tag } from '../../../../shared/entities/tag.ts';
import { team } from '../../../../shared/entities/team.ts';
import { user } from '../../../../shared/entities/user.ts';
import type { EntityId, UserId } from '../../../../shared/lib/ids.ts';
import type { Language } from '../../../../shared/lib/language.ts';
import { searchKeys } from '../../../../shared/rules/search-key.ts';
import { readCalendar } from '../../db/read-organisation.ts';
import type { Replica } from '../../db/replica.ts';
import { markAsSample } from '../../db/sample-mark.ts';
import type { Transaction } from '../../db/transaction.ts';
import { phoneOptions } from '../../usecases/contact-fields.ts';
import { deriveId } from '../../usecases/derive-id.ts';
import { sampleOffices } from './people/sample-users.ts';
import { sampleProducts } from './products.ts';
import { type SampleTag, sampleTagKeys, sampleTags } from './tags.ts';
import type { SampleOffice } from './write-sample.ts';

/** The colleagues, teams, products and tags of the sample; the admin exists already. */
export const writeOffice = (
  tx: Transaction,
  replica: Replica,
  { language, adminId, passwordHash }: { language: Language; adminId: UserId; passwordHash: string },
): SampleOffice => {
  markAsSample(tx);
  const { teams, users } = sampleOffices[language];
  const L1 = tx.insert(team, { name: teams.L1, level: 'L1' });
  const L2 = tx.insert(team, { name: teams.L2, level: 'L2' });
  const idByRole = new Map<string, UserId[]>();
  for (const { name, role } of users.filter(({ role }) => role !== 'admin')) {
    const teamId = role === 'level2' ? L2 : L1;
    const id = tx.insert(user, {
      name,
      nameKey: searchKeys(name).joined,
      role,
      passwordHash,
      teamId,
      status: 'active',
    });
    idByRole.set(role, [...(idByRole.get(role) ?? []), id]);
  }
  const products = new Map<string, EntityId<'product'>>();
  for (const { key, name, family, critical } of sampleProducts) {
    products.set(key, tx.insert(product, { name: name[language], family, critical }));
  }
  const tags = new Map<SampleTag, EntityId<'tag'>>();
  for (const key of sampleTagKeys) {
    const { colour, name } = sampleTags[key];
    const id = deriveId('tag', searchKeys(name[language]).joined);
    tx.insertWithId(tag, id, { name: name[language], colour });
    tags.set(key, id);
  }
  const [firstAgent = adminId, secondAgent = adminId] = idByRole.get('agent') ?? [];
  const [supervisor = adminId] = idByRole.get('supervisor') ?? [];
  const [level2 = adminId] = idByRole.get('level2') ?? [];
  return {
    staff: { admin: adminId, firstAgent, secondAgent, supervisor, level2 },
    teams: { L1, L2 },
    products,
    tags,
    deviceCode: replica.membership()?.deviceCode ?? 101,
    calendar: readCalendar(tx.connection),
    phone: phoneOptions(tx.connection),
  };
};
