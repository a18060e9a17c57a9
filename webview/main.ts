import { connectVsCode } from './host/vscode.ts';
import { language } from './l10n.ts';
import { startPanel } from './panel.ts';

const root = document.querySelector<HTMLElement>('#panel');
if (!root) throw new Error('index.html has no #panel');
document.documentElement.lang = language;
startPanel(root, connectVsCode);
