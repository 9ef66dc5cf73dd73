import { operator } from '../texts/operator.js';

/** What one check found, and what to do about it. */
export type Finding =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly text: string; readonly whatToDo: string };

export interface Check {
  readonly name: string;
  /** May reject or hang: both count as «не отвечает». */
  readonly run: () => Promise<Finding>;
  /** What to do when it rejects or hangs. */
  readonly otherwise: string;
}

export interface DoctorDeps {
  readonly checks: readonly Check[];
  readonly json?: boolean;
  /** A check that takes longer has failed. */
  readonly deadlineMs: number;
  /** Writes to stdout. */
  readonly out: (text: string) => void;
}

/**
 * The `doctor` command: runs the checks together and prints a line for each, in their order, with what to do.
 * Returns the process's exit code: 1 when any has failed. Nothing of a check's error is shown but that it failed: errors
 * of drivers carry addresses.
 */
export async function runDoctor({ checks, json, deadlineMs, out }: DoctorDeps): Promise<number> {
  const findings = await Promise.all(
    checks.map(async (check) => ({ name: check.name, ...(await examine(check, deadlineMs)) })),
  );
  const troubles = findings.filter(({ ok }) => !ok).length;
  if (json) {
    out(`${JSON.stringify({ ok: troubles === 0, checks: findings })}\n`);
  } else {
    for (const finding of findings) {
      out(`${finding.ok ? '✓' : '✗'} ${finding.name}: ${finding.text}\n`);
      if (!finding.ok) out(`${finding.whatToDo.replace(/^/gm, '  ')}\n`);
    }
    out(`${troubles ? operator.doctorTroubles(troubles) : operator.doctorAllWell()}\n`);
  }
  return troubles ? 1 : 0;
}

async function examine({ run, otherwise }: Check, deadlineMs: number): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    const text = operator.doctorNoAnswer(Math.round(deadlineMs / 1_000));
    timer = setTimeout(() => resolve({ ok: false, text, whatToDo: otherwise }), deadlineMs);
  });
  try {
    return await Promise.race([run(), late]);
  } catch {
    return { ok: false, text: operator.doctorFailed(), whatToDo: otherwise };
  } finally {
    clearTimeout(timer);
  }
}
