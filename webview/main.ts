import { connectVsCode } from './host/vscode.ts';
import { startPanel } from './panel.ts';

const root = document.querySelector<HTMLElement>('#panel');
if (!root) throw new Error('index.html has no #panel');
startPanel(root, connectVsCode);
