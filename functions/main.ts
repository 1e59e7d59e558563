// The one entry of the bundle: importing a trigger registers it.
import './onResourceChanged';
import './onPolicyChanged';
import './scheduledScan';
import './triggerScan';
import './evaluate';
