import { readFile } from 'node:fs/promises';
import { clientText } from '../../src/extension/addClient/clientText.ts';
import type { Project } from '../../src/extension/addClient/project.ts';
import { templates } from './pythonProject.ts';

/** The file that *Add Client to Project* writes into a project of this kind. */
export async function addedClient(kind: Project['kind'], language: 'ts' | 'js', hubUrl = 'http://localhost:4848'): Promise<string> {
  const template = await readFile(`${templates}/dev-webhook.${language}`, 'utf8');
  const project = { kind, language, packages: new Set([kind]) };
  return clientText(template, { project, style: { quote: "'", hasSemicolons: true, indent: '  ' }, hubUrl });
}
