using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cloakroom.Tests.Server.Passkeys;

public sealed class PasskeyForgeryTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://localhost")]
    [InlineData("")]
    public Task An_answer_to_another_site_is_refused(string origin) => ExpectRefusalAsync(a => a.Origin = origin);

    [Fact]
    public Task An_answer_from_within_a_frame_of_another_site_is_refused() => ExpectRefusalAsync(a => a.CrossOrigin = true);

    [Fact]
    public Task An_answer_without_PIN_or_finger_is_refused() => ExpectRefusalAsync(a => a.VerifiesUser = false);

    [Fact]
    public Task An_answer_that_names_nobody_is_refused() => ExpectRefusalAsync(a => a.UserHandle = null);

    [Fact]
    public Task An_answer_that_names_an_unknown_account_is_refused() => ExpectRefusalAsync(a => a.UserHandle = Encode("nobody"));

    [Fact]
    public async Task An_answer_that_names_another_account_is_refused()
    {
        using PasskeyHolder other = await PasskeyHolder.WithPasskeyAsync(fixture.Server);
        await ExpectRefusalAsync(a => a.UserHandle = other.Authenticator.UserHandle);
    }

    [Theory]
    [InlineData("signature")]
    [InlineData("authenticatorData")]
    [InlineData("clientDataJSON")]
    public Task An_answer_of_which_a_bit_was_turned_is_refused(string part) => ExpectRefusalAsync(change: (_, answer) =>
    {
        JsonObject response = Part(Part(answer, "credential"), "response");
        byte[] bytes = Base64Url.DecodeFromChars(response[part]?.GetValue<string>());
        bytes[^2] ^= 1;
        response[part] = Base64Url.EncodeToString(bytes);
        return Task.CompletedTask;
    });

    [Fact]
    public Task An_unknown_passkey_is_refused() => ExpectRefusalAsync(change: (_, answer) =>
    {
        JsonObject credential = Part(answer, "credential");
        (credential["id"], credential["rawId"]) = (Encode("nobody's credential"), Encode("nobody's credential"));
        return Task.CompletedTask;
    });

    [Theory]
    [InlineData("/auth/passkeys/login/options")]
    [InlineData("/auth/passkeys/options")]
    public Task An_answer_to_another_question_is_refused(string question) => ExpectRefusalAsync(change: async (ada, answer) =>
        answer["state"] = (await ada.AskAsync(question)).GetProperty("state").GetString());

    [Fact]
    public async Task A_question_for_adding_is_not_answered_by_logging_in()
    {
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(fixture.Server);
        JsonElement question = await ada.AskAsync("/auth/passkeys/options"), options = question.GetProperty("publicKey");
        JsonElement asLogin = JsonSerializer.SerializeToElement(new { challenge = options.GetProperty("challenge"), rpId = options.GetProperty("rp").GetProperty("id") });
        using HttpClient client = fixture.Server.Client();

        using HttpResponseMessage refused = await client.JsonAsync("/auth/passkeys/login",
            JsonSerializer.Serialize(new { credential = ada.Authenticator.Get(asLogin, ada.Origin), state = question.GetProperty("state") }));

        Assert.Equal(await PasskeyRefusal.ExpectedAsync(client), await PasskeyRefusal.ShownAsync(refused));
    }

    [Fact]
    public Task A_state_that_was_made_elsewhere_is_refused() => ExpectRefusalAsync(change: (_, answer) =>
    {
        answer["state"] = Encode("""{"challenge":"AAAA"}""");
        return Task.CompletedTask;
    });

    // The same bytes whatever was wrong, and no session.
    private async Task ExpectRefusalAsync(Action<SoftwareAuthenticator>? prepare = null, Func<PasskeyHolder, JsonObject, Task>? change = null)
    {
        using PasskeyHolder ada = await PasskeyHolder.WithPasskeyAsync(fixture.Server);
        prepare?.Invoke(ada.Authenticator);
        JsonObject answer = JsonNode.Parse(await ada.AnswerAsync())?.AsObject() ?? throw new InvalidOperationException("No answer.");
        await (change?.Invoke(ada, answer) ?? Task.CompletedTask);
        using HttpClient client = fixture.Server.Client();

        using HttpResponseMessage refused = await client.JsonAsync("/auth/passkeys/login", answer.ToJsonString());

        Assert.Equal(await PasskeyRefusal.ExpectedAsync(client), await PasskeyRefusal.ShownAsync(refused));
    }

    private static JsonObject Part(JsonObject of, string name) => of[name]?.AsObject() ?? throw new InvalidOperationException($"No {name}.");

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
