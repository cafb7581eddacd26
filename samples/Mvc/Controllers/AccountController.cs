using Cloakroom;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Mvc.Controllers;

public sealed class AccountController(ISessions sessions) : ControllerBase
{
    // The page posts a form; requests from other sites were refused before they came here.
    [HttpPost("/account/login")]
    public async Task<IActionResult> Login([FromForm] string name, [FromForm] string password)
    {
        if (name != "ada" || password != "a long and secret sentence")
        {
            return Redirect("/login?failed=true");
        }

        await sessions.SignInAsync(new SessionUser("42") { Email = "ada@example.com", Roles = ["barista"] });
        return Redirect("/");
    }

    [Authorize(Roles = "barista")]
    [HttpGet("/account/shift")]
    public IActionResult Shift([FromServices] Session session) => Ok(new { user = session.UserId, shift = "morning" });

    [Authorize(Roles = "manager")]
    [HttpGet("/account/payroll")]
    public IActionResult Payroll() => Ok();
}
