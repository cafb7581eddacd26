using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Cloakroom;

/// <summary>
/// Puts the field <c>csrf_token</c> into every form of a Razor page that posts, so that it also works in a browser that says neither where it
/// comes from (<c>Sec-Fetch-Site</c>) nor its <c>Origin</c>. Nothing is added for a visitor without a session. Turned on by
/// <c>@addTagHelper *, Cloakroom.AspNetCore</c>; a form that posts to another site must not have it (<c>&lt;!form&gt;</c>).
/// </summary>
[HtmlTargetElement("form", Attributes = "[method=post]")]
[HtmlTargetElement("form", Attributes = "[method=POST]")]
public sealed class CsrfTokenField(ISessions sessions) : TagHelper
{
    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (sessions.CsrfToken is { } token)
        {
            var field = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
            field.Attributes["type"] = "hidden";
            field.Attributes["name"] = CrossOriginCheck.TokenField;
            field.Attributes["value"] = token;
            output.PostContent.AppendHtml(field);
        }
    }
}
