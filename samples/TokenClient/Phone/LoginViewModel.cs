using System.Text.Json;
using Cloakroom.Tokens;

namespace TokenClient.Phone;

/// <summary>What the one page of the app shows. In a MAUI app bind to it, and bring changes to the main thread.</summary>
public sealed class LoginViewModel
{
    private readonly TokenSession _session;
    private readonly HttpClient _client;

    public LoginViewModel(TokenSession session, HttpClient client)
    {
        (_session, _client) = (session, client);
        _session.Ended += (_, e) => (IsLoggedIn, Message) = (false, $"Please log in again ({e.Code}).");
    }

    public bool IsLoggedIn { get; private set; }

    public string Message { get; private set; } = "";

    /// <summary>When the app comes to the front: is anybody logged in, and who?</summary>
    public async Task AppearAsync()
    {
        try
        {
            using HttpResponseMessage answer = await _client.GetAsync("/auth/session");
            if (answer.IsSuccessStatusCode)
            {
                using JsonDocument json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                (IsLoggedIn, Message) = (true, $"Hello {json.RootElement.GetProperty("user").GetProperty("email").GetString()}");
            }
            else if ((int)answer.StatusCode == 401)
            {
                IsLoggedIn = false;
            }
            else
            {
                Message = "Come back soon.";
            }
        }
        catch (HttpRequestException)
        {
            // A tunnel is not a logout: what was shown stays.
            Message = "No connection.";
        }
    }

    public async Task LogInAsync(string email, string password)
    {
        try
        {
            LoginResult login = await _session.LoginAsync(email, password);
            Message = login.Code switch
            {
                null => "",
                "invalid_credentials" => "Email or password is wrong.",
                "mfa_required" => "Type the code of your authenticator.",
                "too_many_attempts" or "overloaded" => $"Try again in {login.RetryAfter?.TotalSeconds ?? 60} seconds.",
                _ => "That did not work.",
            };
            if (login.IsLoggedIn)
            {
                await AppearAsync();
            }
        }
        catch (HttpRequestException)
        {
            Message = "No connection.";
        }
    }

    public async Task LogOutAsync()
    {
        await _session.LogoutAsync();
        (IsLoggedIn, Message) = (false, "");
    }
}
