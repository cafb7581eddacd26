using Cloakroom.Server.Answers;
using Cloakroom.Server.Doctor;
using Cloakroom.Server.Doctor.Probe;
using Microsoft.AspNetCore.Mvc;

namespace Cloakroom.Server.Pages;

/// <summary>Tries cookies in the visitor's own browser, and judges a line. It answers a POST without changing anything.</summary>
[SameSiteReload]
[ContentPolicy(framesOwnPages: true)]
[IgnoreAntiforgeryToken]
internal sealed class DoctorModel(Deployment deployment) : VisitorPage
{
    public const string ViewPath = "/Doctor";

    public IReadOnlyList<ProbeRow> Rows => ProbeRow.Expect(deployment.Origin, Clock);

    /// <summary>Under which address the rows hold.</summary>
    public string Origin => deployment.Origin.Serialized;

    /// <summary>What was asked, without the value of the cookie; what a form begins with otherwise.</summary>
    public LineForm Form { get; private set; } = new("", "", "", "", Way.PlainFetch.Name);

    /// <summary>The diagnosis; null before anything was asked.</summary>
    public CookieReport? Report { get; private set; }

    private TimeProvider Clock => HttpContext.RequestServices.GetRequiredService<TimeProvider>();

    public void OnGet() => Form = Form with { From = Origin + "/login", To = Origin + "/" };

    public async Task<IActionResult> OnPostAsync()
    {
        (LineForm? form, Refusal? refusal) = await LineForm.ReadAsync(Request);
        CookieQuestion? question = null;
        if (form is not null)
        {
            (question, refusal) = form.Read();
            // The value may be a secret: it does not go back.
            Form = form with { Line = form.Line.Trim().Length == 0 || form.Line.Length > LineForm.MaxLine ? "" : CookieLine.Read(form.Line).Shown };
        }

        if (refusal is not null)
        {
            if (!Navigation.Is(Request))
            {
                await refusal.WriteProblemAsync(HttpContext);
                return new EmptyResult();
            }

            Response.StatusCode = refusal.Reason.Status;
            Notice = Notice.From(refusal.Reason) with { Fix = refusal.Detail };
        }

        Report = question is null ? null : CookieReport.Of(question, Clock);
        return Page();
    }
}
