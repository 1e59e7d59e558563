/**
 * Types that extend another resource: their ids continue that resource's id, so that an auditIfNotExists or
 * deployIfNotExists rule finds them below the resource it judges. Lower case; the types that the built-ins look for.
 */
export const EXTENSION_TYPES: ReadonlySet<string> = new Set([
  'microsoft.authorization/locks',
  'microsoft.advisor/configurations',
  'microsoft.automanage/configurationprofileassignments',
  'microsoft.containerservice/fleetmemberships',
  'microsoft.eventgrid/eventsubscriptions',
  'microsoft.guestconfiguration/guestconfigurationassignments',
  'microsoft.insights/datacollectionruleassociations',
  'microsoft.insights/diagnosticsettings',
  'microsoft.kubernetesconfiguration/extensions',
  'microsoft.kubernetesconfiguration/fluxconfigurations',
  'microsoft.kubernetesconfiguration/sourcecontrolconfigurations',
  'microsoft.maintenance/configurationassignments',
  'microsoft.security/advancedthreatprotectionsettings',
  'microsoft.security/assessments',
  'microsoft.security/defenderforstoragesettings',
]);
