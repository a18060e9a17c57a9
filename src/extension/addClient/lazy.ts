import * as vscode from 'vscode';
import { translateAs } from '../l10n.ts';

translateAs(vscode);

/** A bundle of its own, which is loaded when a client is added. */
export { addClient } from './addClient.ts';
export { editorCalls } from './editorCalls.ts';
