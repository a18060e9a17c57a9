import * as vscode from 'vscode';
import type { HubState } from '../../shared/api.ts';

/** Opens the panel in a browser. The token goes into the fragment, which no server is sent, and nowhere else. */
export async function openDashboard({ url, token }: Pick<HubState, 'url' | 'token'>): Promise<void> {
  const page = await vscode.env.asExternalUri(vscode.Uri.parse(`${url}/`));
  await vscode.env.openExternal(page.with({ fragment: `token=${token}` }));
}
