using System.Net;
using System.Text.Json.Nodes;

namespace Cloakroom.Tests.Server.Passkeys;

/// <summary>The one refusal of a login with a passkey, but for the number of the trace.</summary>
internal static class PasskeyRefusal
{
    /// <summary>As somebody gets it whom nobody knows.</summary>
    public static async Task<string> ExpectedAsync(HttpClient client)
    {
        using HttpResponseMessage refused = await client.JsonAsync("/auth/passkeys/login", """{"credential":{},"state":"AAAA"}""");
        return await ShownAsync(refused);
    }

    public static async Task<string> ShownAsync(HttpResponseMessage refused)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Null(refused.Cookie());
        JsonObject problem = JsonNode.Parse(await refused.TextAsync())?.AsObject() ?? throw new InvalidOperationException("No problem.");
        problem.Remove("traceId");
        return problem.ToJsonString();
    }
}
