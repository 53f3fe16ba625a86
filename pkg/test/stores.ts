// The stores that run the translations of filters. Their own declarations don't pass the compiler's checks, so what is
// used of them is declared here.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export interface Postgres {
  exec(sql: string): Promise<unknown>;
  query(sql: string, params: unknown[]): Promise<{ rows: { id: number }[] }>;
  close(): Promise<void>;
}

export interface Sqlite {
  run(sql: string, params?: unknown[]): void;
  exec(sql: string, params: unknown[]): { values: unknown[][] }[];
  close(): void;
}

/** An empty PostgreSQL. */
export async function openPostgres(): Promise<Postgres> {
  const { PGlite } = require("@electric-sql/pglite");
  const db = new PGlite();
  await db.waitReady;
  return db;
}

/** An empty SQLite. */
export async function openSqlite(): Promise<Sqlite> {
  const { Database } = await require("sql.js")();
  return new Database();
}

/** Whether a document meets a query of MongoDB. */
export function mongo(query: object): (document: object) => boolean {
  const { Query } = require("mingo");
  const asked = new Query(query);
  return document => asked.test(document);
}

/** Whether an entry meets a filter of LDAP. */
export function ldap(filter: string): (entry: Record<string, string>) => boolean {
  const { FilterParser } = require("ldapts");
  const asked = FilterParser.parseString(filter);
  return entry => asked.matches(entry, false);
}
