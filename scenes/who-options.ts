import { normalizeName, type Person } from '../src/domain/people.js';
import { binding } from '../src/texts/binding.js';

/** Two records of one human: the same name (a patronymic may be missing in one), and neither is the other's child. */
function sameHuman(one: Person, other: Person): boolean {
  const name = ({ lastName, firstName }: Person) => normalizeName(`${lastName} ${firstName}`);
  const middle = ({ middleName }: Person) => normalizeName(middleName ?? '');
  const isChildOf = (child: Person, parent: Person) =>
    parent.kind === 'parent' && parent.childIds.includes(child.id);
  return (
    name(one) === name(other) &&
    (!middle(one) || !middle(other) || middle(one) === middle(other)) &&
    !isChildOf(one, other) &&
    !isChildOf(other, one)
  );
}

/** People on one contact as answers to «Кто вы?»: by role and first name only; records of one human make one answer. */
export function whoOptions(persons: readonly Person[]): { label: string; ids: string[] }[] {
  const humans: Person[][] = [];
  for (const person of persons) {
    const known = humans.find((records) => records.every((record) => sameHuman(record, person)));
    if (known) known.push(person);
    else humans.push([person]);
  }
  const labels = new Map<string, number>();
  return humans.map((records) => {
    const label = binding.whoOption(
      records.map(({ kind }) => kind),
      records[0]?.firstName ?? '',
    );
    const seen = (labels.get(label) ?? 0) + 1;
    labels.set(label, seen);
    return { label: seen > 1 ? `${label} (${seen})` : label, ids: records.map(({ id }) => id) };
  });
}

/** The one answer that typed words are a part of; words that fit several people name none of them. */
export function optionNamed<Option extends { readonly label: string }>(
  text: string,
  options: readonly Option[],
): Option | undefined {
  const words = text.trim().toLowerCase();
  if (words.length <= 2) return undefined;
  const [fitting, ...others] = options.filter(({ label }) => label.toLowerCase().includes(words));
  return others.length === 0 ? fitting : undefined;
}
