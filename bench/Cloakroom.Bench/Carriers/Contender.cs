using System.Net;

namespace Cloakroom.Bench.Carriers;

/// <summary>One way to say who asks, at the server that understands it.</summary>
/// <param name="Name">For the report.</param>
/// <param name="Server">Where.</param>
/// <param name="Credential">The header line; null for nobody.</param>
/// <param name="Secret">The part of it that authenticates.</param>
internal sealed record Contender(string Name, Uri Server, string? Credential = null, string? Secret = null)
{
    public const string UserId = "42";

    // Whoever verifies offline has to hear of the keys and of logouts first.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Sees to it that what is measured is authentication: the right user, on both endpoints, and nobody with a wrong secret or none.</summary>
    public async Task ProveAsync()
    {
        if (Credential is null || Secret is null)
        {
            return;
        }

        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Server };
        long start = TimeProvider.System.GetTimestamp();
        while (await AskAsync(client, "/who", Credential) != (HttpStatusCode.OK, UserId))
        {
            Require(TimeProvider.System.GetElapsedTime(start) < Patience, "the user is not recognised");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        string wrong = Credential.Replace(Secret, Spoiled(Secret), StringComparison.Ordinal);
        Require(await AskAsync(client, "/private", Credential) == (HttpStatusCode.OK, "hello"), "the user is refused");
        Require((await AskAsync(client, "/private", wrong)).Status != HttpStatusCode.OK, "a wrong secret is accepted");
        Require((await AskAsync(client, "/private", credential: null)).Status != HttpStatusCode.OK, "nobody is accepted");
        Require((await AskAsync(client, "/who", wrong)).Body != UserId, "the user is recognised by a wrong secret");
    }

    // Not the last character, which may have bits to spare.
    private static string Spoiled(string secret) => $"{secret[..^10]}{(secret[^10] == 'A' ? 'B' : 'A')}{secret[^9..]}";

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpClient client, string path, string? credential)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (credential is not null)
        {
            string[] header = credential.Split(": ", 2);
            request.Headers.TryAddWithoutValidation(header[0], header[1]);
        }

        using HttpResponseMessage answer = await client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"{Name}: {otherwise}.");
        }
    }
}
