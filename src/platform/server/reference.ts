import { type Contract, type Endpoint, fullPath } from '../core/endpoint.ts';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (c) => ESCAPES[c] ?? c);
const json = (value: unknown): string => `<pre>${escape(JSON.stringify(value, null, 2))}</pre>`;

interface Operation {
  parameters: { name: string; in: string; required: boolean; schema: Record<string, unknown> }[];
  requestBody?: { content: Record<string, { schema: unknown }> };
  responses: Record<string, { content?: Record<string, { schema?: unknown }> }>;
}

const parameterRow = (p: Operation['parameters'][number]): string => {
  const { default: fallback, enum: choices, type } = p.schema as { default?: unknown; enum?: unknown[]; type?: string };
  const about = [
    p.in,
    p.required ? 'required' : '',
    choices ? choices.join(' | ') : (type ?? ''),
    fallback === undefined ? '' : `default ${String(fallback)}`,
  ];
  return `<tr><td><code>${escape(p.name)}</code></td><td>${escape(about.filter(Boolean).join(', '))}</td></tr>`;
};

function endpointSection(endpoint: Endpoint, operation: Operation): string {
  const body = operation.requestBody && Object.entries(operation.requestBody.content)[0];
  const answer = Object.entries(operation.responses[endpoint.status]?.content ?? {})[0];
  return `<details><summary><span class="method ${endpoint.method}">${endpoint.method}</span> <code>${escape(fullPath(endpoint))}</code>
    <span class="about">${escape(endpoint.summary)}</span> <span class="role">${endpoint.access}</span></summary>
    ${operation.parameters.length > 0 ? `<table>${operation.parameters.map(parameterRow).join('')}</table>` : ''}
    ${body ? `<h4>Body (${body[0]})</h4>${json(body[1].schema)}` : ''}
    <h4>Answer ${endpoint.status}${answer ? ` (${answer[0]})` : ''}</h4>${answer?.[1].schema ? json(answer[1].schema) : ''}</details>`;
}

/** The browsable API reference: one page of plain HTML with its style at `style_path`; it needs no script. */
export function referencePage(contracts: Contract[], openapi: Record<string, unknown>, style_path: string): string {
  const paths = openapi.paths as Record<string, Record<string, Operation>>;
  const endpoints = contracts.flatMap((contract) => Object.values(contract));
  const sections = [...new Set(endpoints.map((e) => e.tag))].map((tag) => {
    const own = endpoints.filter((e) => e.tag === tag);
    const parts = own.map((e) => endpointSection(e, paths[fullPath(e)]![e.method.toLowerCase()]!));
    return `<section><h2>${escape(tag)}</h2>${parts.join('')}</section>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>FinOpsMind API</title><link rel="stylesheet" href="${style_path}"></head><body><main><h1>FinOpsMind API</h1>
<p>Send a session token or an API key as <code>Authorization: Bearer …</code>. Cost endpoints also take filters such as
<code>service=…</code>, <code>not_region=…</code> and <code>tag.team=…</code>. The same as
<a href="/api/v1/openapi.json">OpenAPI 3.1</a>.</p>${sections.join('')}</main></body></html>`;
}

export const REFERENCE_STYLE = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:0}main{max-width:60rem;margin:auto;padding:2rem 1rem}
h2{margin-top:2.5rem}h4{margin:1rem 0 .25rem}details{border-bottom:1px solid #8884;padding:.5rem 0}summary{cursor:pointer}
.method{display:inline-block;min-width:4.5em;font-weight:600;font-size:.85em}.about{margin-left:.5rem}.role{float:right;font-size:.85em}
pre{overflow:auto;background:#8881;padding:.75rem;border-radius:6px;font-size:13px}td{padding:.15rem 1rem .15rem 0;vertical-align:top}`;
