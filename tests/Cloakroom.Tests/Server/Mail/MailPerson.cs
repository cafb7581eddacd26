using System.Net;
using System.Text.Json;
using Cloakroom.Server.Accounts;
using Cloakroom.Server.Accounts.Recovery;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Mail;

/// <summary>What a person does about passwords and addresses, by JSON.</summary>
internal static class MailPerson
{
    public const string NewPassword = "a wholly different phrase";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>An account, without a mail.</summary>
    public static async Task<string> AddAccountAsync(this RunningServer server, string email = RunningServer.Email)
    {
        Assert.True(EmailAddress.TryParse(email, out EmailAddress? address));
        await using AsyncServiceScope scope = server.Services.CreateAsyncScope();
        RegistrationOutcome outcome = await scope.ServiceProvider.GetRequiredService<Registration>().AddAsync(address, RunningServer.Password, admin: false, Cancelled);
        return Assert.IsType<RegistrationOutcome.Registered>(outcome).User.Id;
    }

    public static Task<HttpResponseMessage> ForgotAsync(this RunningServer server, string email = RunningServer.Email) => server.PostAsync("/auth/forgot", new { email });

    public static Task<HttpResponseMessage> ResetAsync(this RunningServer server, string code, string password = NewPassword) => server.PostAsync("/auth/reset", new { code, password });

    public static Task<HttpResponseMessage> ConfirmAsync(this RunningServer server, string code, string? password = RunningServer.Password, string? cookie = null) =>
        server.PostAsync("/auth/confirm", new { code, password }, cookie);

    public static async Task<HttpResponseMessage> PostAsync(this RunningServer server, string path, object body, string? cookie = null)
    {
        using HttpClient client = server.Client();
        if (cookie is not null)
        {
            client.DefaultRequestHeaders.Add("Cookie", cookie);
            client.DefaultRequestHeaders.Add("Origin", server.Url.GetLeftPart(UriPartial.Authority));
        }

        return await client.JsonAsync(path, JsonSerializer.Serialize(body));
    }

    /// <summary>Asks for a link to set a new password, and reads it.</summary>
    public static async Task<string> ResetCodeAsync(this RunningServer server, string email = RunningServer.Email, int count = 1)
    {
        using HttpResponseMessage asked = await server.ForgotAsync(email);
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        return (await server.MailAsync(email, "Set a new password", count)).Code();
    }

    /// <summary>A link as the mail would have it, without the mail.</summary>
    public static string Link(this RunningServer server, string purpose, string accountId, string address = RunningServer.Email, string payload = "") =>
        server.Services.GetRequiredService<MailLinks>().Add(new(purpose, accountId, address, payload)).Text;

    public static async Task<HttpStatusCode> LoginStatusAsync(this RunningServer server, string email = RunningServer.Email, string password = RunningServer.Password)
    {
        using HttpResponseMessage login = await server.LoginAsync(email, password);
        return login.StatusCode;
    }

    /// <summary>Reads everything that goes out but what cannot be the same twice.</summary>
    public static async Task<string> WholeAsync(this HttpResponseMessage answer) =>
        $"{(int)answer.StatusCode} {string.Join(" | ", answer.Headers.Concat(answer.Content.Headers).Where(h => h.Key != "Date").Select(h => $"{h.Key}: {string.Join(", ", h.Value)}"))} {await answer.TextAsync()}";
}
