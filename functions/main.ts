// The one entry of the bundle: importing a trigger registers it.
import './onResourceChanged';
import './onPolicyChanged';
import './scheduledScan';
import './triggerScan';
import './whatIf';
import './admission';
import './evaluate';
import { app } from '@azure/functions';
import { disconnect } from '../shared/pipeline';

app.hook.appTerminate(() => disconnect());
