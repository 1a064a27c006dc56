/** Colours on the light ground and the dark one: those of the product (platform/web/tokens.css). */
const TONES = {
  critical: { name: 'Critical', light: '#b3372f', soft: '#fbeae8', dark: '#f08c82', dark_soft: '#3a1f1c' },
  warning: { name: 'Warning', light: '#8f5a00', soft: '#fbf1dd', dark: '#e2b565', dark_soft: '#352a14' },
  info: { name: 'Info', light: '#0f6b63', soft: '#e3f1ef', dark: '#58c0b2', dark_soft: '#15322f' },
  resolved: { name: 'Resolved', light: '#1b7a43', soft: '#e5f4ea', dark: '#6ccb92', dark_soft: '#17311f' },
};
export type Tone = keyof typeof TONES;

const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text that stands in HTML, between tags or in quotation marks. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** What mail programs that know a dark ground take; the others show what is written at each element. */
const STYLE = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .ground { background: #121413 !important; }
  .card { background: #1a1d1b !important; border-color: #2b2f2c !important; }
  .line { border-color: #2b2f2c !important; }
  .ink { color: #eceeec !important; }
  .title a { color: #86d6cb !important; }
  .muted { color: #a9afab !important; }
  .button a { color: #0b2724 !important; }
  .button td { background: #58c0b2 !important; }
${Object.entries(TONES)
  .map(
    ([tone, { dark, dark_soft }]) => `  .${tone} { color: ${dark} !important; background: ${dark_soft} !important; }
  .bar-${tone} { background: ${dark} !important; }`,
  )
  .join('\n')}
}
@media (max-width: 480px) {
  .outer { padding: 12px 8px !important; }
  .inner { padding-left: 20px !important; padding-right: 20px !important; }
  .fact td { display: block !important; width: auto !important; text-align: left !important; }
  .fact td.muted { padding-bottom: 0 !important; border-bottom: none !important; }
  .fact td.ink { padding-top: 0 !important; }
}`;

const table = (attributes: string, content: string): string =>
  `<table role="presentation" cellpadding="0" cellspacing="0" border="0" ${attributes}>${content}</table>`;

const badge = (tone: Tone): string =>
  `<span class="${tone}" style="display:inline-block;padding:2px 10px;border-radius:10px;font-size:12px;line-height:18px;font-weight:600;color:${TONES[tone].light};background:${TONES[tone].soft};">${TONES[tone].name}</span>`;

/** A link that looks like a button. */
export const button = (address: string, text: string): string =>
  table(
    'class="button" style="margin:20px 0 4px;"',
    `<tr><td style="background:#0f6b63;border-radius:6px;"><a href="${escapeHtml(address)}" style="display:inline-block;padding:10px 18px;font-size:14px;line-height:20px;font-weight:600;color:#ffffff;text-decoration:none;">${escapeHtml(text)}</a></td></tr>`,
  );

/** Labels and values under each other. */
export function factRows(facts: { label: string; value: string }[]): string {
  if (facts.length === 0) return '';
  const rows = facts.map(({ label, value }, index) => {
    const border = index === facts.length - 1 ? 'none' : '1px solid #e3e2dd';
    const cell = `padding:8px 0;font-size:14px;line-height:20px;vertical-align:top;border-bottom:${border};`;
    return `<tr class="fact"><td class="muted line" style="${cell}width:38%;padding-right:16px;color:#5a5f5c;">${escapeHtml(label)}</td><td class="ink line" style="${cell}color:#1d1f1e;font-weight:500;word-break:break-word;">${lines(value)}</td></tr>`;
  });
  return table('width="100%" style="margin-top:12px;"', rows.join(''));
}

const lines = (text: string): string => escapeHtml(text).replace(/\r?\n/g, '<br>');

const paragraph = (text: string): string =>
  text === ''
    ? ''
    : `<p class="ink" style="margin:0;font-size:15px;line-height:23px;color:#1d1f1e;word-break:break-word;">${lines(text)}</p>`;

/** The message that a mail is about, under its heading. `facts` is HTML. */
export const onlyMessage = (message: { text: string; facts: string }): string =>
  `${paragraph(message.text)}${message.facts}`;

/** One of several messages. `facts` is HTML, everything else is text. */
export function oneMessage(message: {
  tone: Tone;
  title: string;
  address: string | null;
  text: string;
  facts: string;
  footing: string;
}): string {
  const { tone, address } = message;
  const title = escapeHtml(message.title);
  const linked =
    address === null
      ? title
      : `<a href="${escapeHtml(address)}" style="color:#0a524c;text-decoration:none;">${title}</a>`;
  return `<div class="line" style="padding:20px 0 18px;border-top:1px solid #e3e2dd;"><p style="margin:0 0 6px;">${badge(tone)}</p><h2 class="ink title" style="margin:0 0 6px;font-size:16px;line-height:22px;font-weight:600;color:#1d1f1e;word-break:break-word;">${linked}</h2>${paragraph(message.text)}${message.facts}${muted(message.footing)}</div>`;
}

/** A line that is not what counts. */
export const muted = (text: string): string =>
  `<p class="muted" style="margin:8px 0 0;font-size:13px;line-height:20px;color:#5a5f5c;">${escapeHtml(text)}</p>`;

/** The whole of a mail. `content` is HTML, everything else is text. */
export function page(mail: {
  headline: string;
  preview: string;
  tone: Tone;
  /** Whether the tone is said in words above the headline. */
  has_badge: boolean;
  organization: string;
  content: string;
  footer: string;
}): string {
  const { tone } = mail;
  const heading = `<h1 class="ink" style="margin:0 0 10px;font-size:21px;line-height:28px;font-weight:650;color:#1d1f1e;word-break:break-word;">${escapeHtml(mail.headline)}</h1>`;
  const card = [
    `<tr><td class="bar-${tone}" style="height:4px;line-height:4px;font-size:0;background:${TONES[tone].light};border-radius:10px 10px 0 0;">&nbsp;</td></tr>`,
    `<tr><td class="inner" style="padding:24px 32px 0;">${mail.has_badge ? `<p style="margin:0 0 10px;">${badge(tone)}</p>` : ''}${heading}</td></tr>`,
    `<tr><td class="inner" style="padding:0 32px 28px;">${mail.content}</td></tr>`,
  ].join('');
  const above = `<p class="ink" style="margin:0 8px 14px;font-size:14px;line-height:20px;font-weight:600;color:#1d1f1e;">FinOpsMind <span class="muted" style="font-weight:400;color:#5a5f5c;">· ${escapeHtml(mail.organization)}</span></p>`;
  const below = `<p class="muted" style="margin:16px 8px 0;font-size:12px;line-height:18px;color:#5a5f5c;">${escapeHtml(mail.footer)}</p>`;
  const framed = table(
    'class="card" width="100%" style="background:#ffffff;border:1px solid #e3e2dd;border-radius:10px;border-collapse:separate;"',
    card,
  );
  const column = table(
    'width="100%" style="max-width:600px;text-align:left;"',
    `<tr><td>${above}${framed}${below}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(mail.headline)}</title>
<style>${STYLE}
</style>
</head>
<body class="ground" style="margin:0;padding:0;background:#f6f6f4;font-family:${FONT};-webkit-text-size-adjust:100%;">
<div style="display:none;max-height:0;overflow:hidden;">${escapeHtml(mail.preview)}</div>
${table('class="ground" width="100%" style="background:#f6f6f4;"', `<tr><td class="outer" align="center" style="padding:32px 16px;">${column}</td></tr>`)}
</body>
</html>
`;
}
