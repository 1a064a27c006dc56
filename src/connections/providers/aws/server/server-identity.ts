/** An assumed role as the role that trust policies name: sessions come and go. */
export function principalOf(arn: string): string {
  const session = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn);
  return session ? `arn:${session[1]}:iam::${session[2]}:role/${session[3]}` : arn;
}

/** Who this server is at AWS, for the trust policies of roles that it is to assume; null when it has no credentials. */
export async function readServerArn(): Promise<string | null> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({ region: 'us-east-1', maxAttempts: 2 });
  try {
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    return Arn ? principalOf(Arn) : null;
  } catch (error) {
    if ((error as Error).name === 'CredentialsProviderError') return null;
    throw error;
  } finally {
    client.destroy();
  }
}
