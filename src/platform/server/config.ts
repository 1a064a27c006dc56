import { CronExpressionParser } from 'cron-parser';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['true', 'false', '1', '0', '']).transform((value) => value === 'true' || value === '1');
const secret = z.string().min(32, 'must have 32 characters or more').optional();

const isCron = (text: string): boolean => {
  if (text.trim().split(/\s+/).length !== 5) return false;
  try {
    CronExpressionParser.parse(text);
    return true;
  } catch {
    return false;
  }
};
const cron = z.string().refine(isCron, 'must be five cron fields: minute, hour, day of month, month, day of week');

/** Every setting of the product: name, meaning (`describe`) and default. `.env.example` is made from it. */
export const configSchema = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .default('development')
    .describe('production: with an external database, secrets must be given'),
  SERVER_HOST: z.string().default('0.0.0.0').describe('Address to listen on'),
  SERVER_PORT: port.default(8080).describe('Port of API and web app'),
  FINOPSMIND_DATA_DIR: z
    .string()
    .default('./data')
    .describe('Folder of the embedded stores, uploads and generated secrets'),
  DATABASE_URL: z.string().optional().describe('PostgreSQL 15+ instead of the embedded database'),
  DB_HOST: z.string().optional().describe('Or its parts: host'),
  DB_PORT: port.default(5432).describe('port'),
  DB_USER: z.string().optional().describe('user'),
  DB_PASSWORD: z.string().optional().describe('password'),
  DB_NAME: z.string().default('finopsmind').describe('database'),
  JWT_SECRET: secret.describe('Signs session tokens; generated into the data folder when not given'),
  JWT_EXPIRY: z
    .string()
    .regex(/^\d+[smhd]$/, 'must be a number and a unit, such as 24h')
    .default('24h')
    .describe('How long a session lasts'),
  ENCRYPTION_KEY: secret.describe(
    'Wraps the keys that encrypt credentials; generated into the data folder when not given',
  ),
  ENCRYPTION_KEY_PREVIOUS: secret.describe(
    'The ENCRYPTION_KEY before this one, until every organization has used its secrets once since',
  ),
  AWS_SERVER_CREDENTIALS: z
    .enum(['off', 'roles', 'direct'])
    .default('off')
    .describe(
      'roles: organizations may connect AWS accounts by a role that the credentials of this server assume; direct: they may also use those credentials themselves, which only fits a server of one organization',
    ),
  AWS_COST_EXPLORER_PER_SECOND: z.coerce
    .number()
    .positive()
    .default(2)
    .describe('Requests a second to the Cost Explorer of one payer: AWS does not say its limit, and throttles bursts'),
  AWS_COST_EXPLORER_MONTHLY_USD: z.coerce
    .number()
    .positive()
    .default(50)
    .describe(
      'Most that one connection may spend on Cost Explorer requests in a month, each of which AWS charges; beyond, it needs attention',
    ),
  AZURE_BASE_URL: z
    .url('must be an address, such as https://gateway.example.com')
    .optional()
    .describe('Sends requests for Azure to this address instead, such as a gateway; for AWS, AWS_ENDPOINT_URL does so'),
  AZURE_BLOB_BASE_URL: z
    .url('must be an address, such as https://gateway.example.com')
    .optional()
    .describe(
      'Sends requests for Azure Blob storage to this address instead, with the storage account as the first folder',
    ),
  ML_SIDECAR_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address, such as http://localhost:8081' })
    .optional()
    .describe(
      'Address of the analysis service (npm run ml); without it, forecasts and anomalies are computed in threads of the server',
    ),
  ML_PORT: port.default(8081).describe('Port of the analysis service, when it is run (npm run ml)'),
  JOB_COST_SYNC: cron.default('0 */6 * * *').describe('When connected clouds are read, in UTC (five cron fields)'),
  JOB_ANOMALY_DETECT: cron.default('0 1 * * *').describe('When anomalies are looked for'),
  JOB_FORECAST: cron.default('0 2 * * *').describe('When forecasts are made'),
  JOB_BUDGET_CHECK: cron.default('0 * * * *').describe('When budgets are checked'),
  JOB_RECOMMENDATIONS: cron.default('0 3 * * *').describe('When recommendations are made'),
  JOB_POLICY_CHECK: cron
    .default('0 5 * * *')
    .describe('When policies are checked, besides after every change of what they look at'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address, such as https://finops.example.com' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe('Address at which people reach the product: messages link to it'),
  NOTIFICATION_SLACK_WEBHOOK: z
    .url({ protocol: /^https?$/, error: 'must be an address' })
    .optional()
    .describe('Slack incoming webhook for organizations that have no Slack channel of their own'),
  NOTIFICATION_EMAIL_SMTP_HOST: z.string().optional().describe('Mail server; without one, no mail is sent'),
  NOTIFICATION_EMAIL_SMTP_PORT: port
    .default(587)
    .describe('its port: with 465 TLS from the start, else STARTTLS where it is offered'),
  NOTIFICATION_EMAIL_SMTP_USER: z.string().optional().describe('its user, where it wants one'),
  NOTIFICATION_EMAIL_SMTP_PASSWORD: z.string().optional().describe("the user's password"),
  NOTIFICATION_EMAIL_SMTP_REQUIRE_TLS: flag.default(false).describe('true: send no mail without TLS'),
  NOTIFICATION_EMAIL_FROM: z.string().optional().describe('Sender of mail, such as FinOpsMind <finops@example.com>'),
  NOTIFICATION_WEBHOOK_URLS: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((url) => (url.trim() === '' ? [] : [url.trim()])))
    .pipe(z.array(z.url({ protocol: /^https?$/, error: 'must be addresses, separated by commas' })))
    .describe('Webhooks, separated by commas, for organizations that have none of their own'),
  NOTIFICATION_WEBHOOK_SECRET: secret.describe('Signs what is sent to NOTIFICATION_WEBHOOK_URLS'),
  OUTBOUND_PRIVATE_ADDRESSES: z
    .enum(['refuse', 'allow'])
    .default('refuse')
    .describe('allow: users may have webhooks in private networks, which only fits a server of one organization'),
  CORS_ORIGINS: z.string().default('').describe('Other origins whose pages may call the API, separated by commas'),
  TRUST_PROXY: flag
    .default(false)
    .describe('true: take the client address from X-Forwarded-For, when a proxy stands before the server'),
  COOKIE_SECURE: flag.default(false).describe('true: cookies and HSTS for HTTPS only, when TLS ends before the server'),
  DUCKDB_MEMORY_LIMIT: z
    .string()
    .regex(/^\d+(\.\d+)?(MB|GB)$/, 'must be like 800MB')
    .default('640MB')
    .describe('Memory the cost store may use'),
  MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(50_000_000_000)
    .describe('Largest billing file that can be uploaded'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('warn')
    .describe('info adds a line for every request'),
});
export type Config = z.output<typeof configSchema> & { JWT_SECRET?: string; ENCRYPTION_KEY?: string };

/** Development values that documents of the field use; none of them protects anything. */
const WELL_KNOWN = /^(change[-_ ]?me|secret|password|development|dev[-_]|test[-_]|your[-_]|example|0+$|a+$)/i;

export const usesExternalDatabase = (config: Config): boolean => Boolean(config.DATABASE_URL ?? config.DB_HOST);

function productionProblems(config: Config): string[] {
  if (config.NODE_ENV !== 'production') return [];
  return (['JWT_SECRET', 'ENCRYPTION_KEY'] as const).flatMap((name) => {
    const value = config[name];
    if (value === undefined)
      return usesExternalDatabase(config) ? [`${name}: must be given in production with an external database`] : [];
    return WELL_KNOWN.test(value) ? [`${name}: is a well-known development value; generate one of your own`] : [];
  });
}

/** Settings that can't be used; `message` lists every problem, a line each. */
export class ConfigError extends Error {}

/** The configuration in `environment`. Throws a `ConfigError` that names everything wrong at once. */
export function parseConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = configSchema.safeParse(given);
  const problems = parsed.success
    ? productionProblems(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (!parsed.success || problems.length > 0)
    throw new ConfigError(`These settings can't be used:\n${problems.map((p) => `  ${p}`).join('\n')}`);
  return parsed.data;
}
