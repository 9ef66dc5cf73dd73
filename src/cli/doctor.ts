import { AppError, within } from '../errors.js';
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
  try {
    return await within(deadlineMs, run());
  } catch (error) {
    const isLate = error instanceof AppError && error.code === 'timeout';
    const text = isLate ? operator.doctorNoAnswer(Math.round(deadlineMs / 1_000)) : operator.doctorFailed();
    return { ok: false, text, whatToDo: otherwise };
  }
}
