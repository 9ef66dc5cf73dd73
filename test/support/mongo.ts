import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';

/** The address of a fresh, empty database on the run's mongod: tests never see each other's data. */
export function testDatabaseUri(): string {
  return `${inject('mongoUri')}/test-${randomUUID()}?directConnection=true`;
}
